//! Takes away what is over, and makes what was deleted leave the files.
