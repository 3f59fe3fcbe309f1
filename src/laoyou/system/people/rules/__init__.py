"""Pure rules about people: roles and their rights, masking, telephone numbers, sign-in codes."""
