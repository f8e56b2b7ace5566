func fuzz(seconds: Double) {}
