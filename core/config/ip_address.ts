/** Dotted decimal without leading zeros: some readers take those for octal, others refuse them. */
const IPV4 = /^((25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(\.(?!$)|$)){4}$/;

/** Whether a text is an IPv4 or IPv6 address as such, without brackets, port or zone. */
export function isIpAddress(text: string): boolean {
  return IPV4.test(text) || isIpv6Address(text);
}

export function isIpv6Address(text: string): boolean {
  return /^[0-9a-fA-F:.]+$/.test(text) && text.includes(":") && URL.canParse(`https://[${text}]/`);
}
