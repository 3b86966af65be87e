"""What may differ from snmp_exporter 0.21, one by one, with the reason why ours is right."""

from .metric_comparison import Known

# What these devices answer is an Opaque with an ASN.1 REAL in it, "84E-2", and no Float. snmp_exporter makes a load of 0
# of it; ours leaves the sample out, because the device is not idle.
REAL_IN_OPAQUE = "an Opaque that is no Float is not 0"
WITH_REALS = (
    "bmc_hp-onboard-administrator",
    "cloud_arista-dcs-7150s-52-cl",
    "network_router_vyatta-unknown",
    "os_linux_unknown-002",
)

# Known(recording, module, metric, cause, count, reason)
KNOWN = [
    Known(recording, "ucd_la_table", "laLoadFloat", "only snmp_exporter gives it", 3, REAL_IN_OPAQUE)
    for recording in WITH_REALS
]

# {(recording, module): metrics for which snmp_exporter answers with HTTP 500 and nothing else}. Rows of these metrics
# have the same labels, because the lookup's column (jnxFruName) has no row for them. The rest of the module is
# compared; of ours it must only hold that no sample is given twice.
REFUSED_BY_SNMP_EXPORTER = {("network_router_juniper-mx960-12-3r6-6", "juniper"): {"jnxFruState"}}
