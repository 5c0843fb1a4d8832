let initial = PackageResources.v001_initial_sql
