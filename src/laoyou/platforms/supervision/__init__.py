"""监管平台: the view of street offices and city, and the wall screen."""
