"""Payment gateways: what all of them do, the sandbox, Stripe."""
