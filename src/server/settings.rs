//! Every knob of the server: its name, its default, its bounds, and whether it can change while running.
