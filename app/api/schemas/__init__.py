"""The shapes of requests and answers. Unknown fields are refused; answers are in UTC with `Z`."""
