"""Who counts as one by the address."""

import ipaddress

# Bits; one who has any address of IPv6 usually has all of such a network.
_ONE_HOME = 64


def household(address: str) -> str:
    """The IPv4 address, or the network of an IPv6 address, by which one is counted; any other text as it is."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    # As a number it has no zone, of which no network may have one.
    return str(parsed.ipv4_mapped or ipaddress.IPv6Network((int(parsed), _ONE_HOME), strict=False))
