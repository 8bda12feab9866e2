-- A look of a projection finds an event's tag by its number, with the primary key. While a young journal has no statistics,
-- PostgreSQL took this index for as good, and read all of a run's tags for each new event.
DROP INDEX event_tag_by_tag;
