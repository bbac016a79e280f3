"""Local PostgreSQL and Valkey from wheels, and the supervisor behind `up`: a whole office on one machine.

Production uses servers of its own (docker-compose.yml); these are for a desk, a demo and the tests. They listen on
no port, only on sockets in folders that nobody else may enter, and they end when the process that started them ends.
"""
