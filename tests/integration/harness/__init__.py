"""What the integration tests stand on: real processes with deadlines, agents, the service, and the ledger's proof."""
