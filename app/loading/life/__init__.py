"""The demo's life: two weeks around today, told through the real actions, guards and connectors (ADR 0021).

Whatever is told to have happened really ran: every approval, guard, event and notification is the office's own. Only
its instants are the story's. What lies ahead is truly scheduled, and the real dispatcher publishes it.
"""

from app.loading.life.telling import load_life as load_life
