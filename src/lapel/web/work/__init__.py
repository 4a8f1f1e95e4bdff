"""Work and learning: the work itself, school, skills, learning, pay, outlook, the ladder, what a plan is worth."""
