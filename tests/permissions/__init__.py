"""The permission table: `rows` says what a row is, `cast` makes the people and objects, the others hold rows."""
