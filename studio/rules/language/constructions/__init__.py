"""What people may ask for, a room a family; ``load`` registers all of it."""
