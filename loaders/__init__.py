"""What goes in: department files, read, checked, archived and resolved into graph tables."""
