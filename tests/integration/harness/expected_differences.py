"""What may differ from snmp_exporter 0.21, one by one, with the reason why ours is right."""

from .metric_comparison import Known

assert Known  # a row: Known(recording, module, metric, cause, count, reason)

KNOWN = []

# {(recording, module): metrics for which snmp_exporter answers with HTTP 500 and nothing else}. Rows of these metrics
# have the same labels, because the lookup's column (jnxFruName) has no row for them. The rest of the module is
# compared; of ours it must only hold that no sample is given twice.
REFUSED_BY_SNMP_EXPORTER = {("network_router_juniper-mx960-12-3r6-6", "juniper"): {"jnxFruState"}}
