"""What people see: dashboards that read the edition in force."""
