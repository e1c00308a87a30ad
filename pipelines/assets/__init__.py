"""Dagster assets: deliveries, dbt models, the edition."""
