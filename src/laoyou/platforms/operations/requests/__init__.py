"""The service desk: the inbox of requests over all estates, one request, intake by telephone and at the counter."""
