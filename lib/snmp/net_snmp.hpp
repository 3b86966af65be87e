// Net-SNMP, as all files of this folder include it: without its macros that are named like fields of ours.
#pragma once

#include <net-snmp/net-snmp-config.h>

#include <net-snmp/net-snmp-includes.h>
#undef non_repeaters
#undef max_repetitions
