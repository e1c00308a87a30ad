"""How data arrives: intake, orchestration and the command line."""
