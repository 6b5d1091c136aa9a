mod node; // the pure modules over the shared vectors, and the QR code under another decoder
