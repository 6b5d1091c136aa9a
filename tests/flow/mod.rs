//! Whole journeys: the real client against the real server.
