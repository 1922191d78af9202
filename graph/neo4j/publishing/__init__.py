"""An edition on its way to a server: by batches over Bolt, or as files to be imported."""
