/** An IP address (no brackets, no name) and a port. */
export interface Endpoint {
  address: string;
  port: number;
}

/** An IP address as it stands in a URI, a Via or a URL: IPv6 in brackets. */
export function hostText(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}

/** `192.0.2.7:5060`, `[2001:db8::7]:5060`. */
export function endpointText({ address, port }: Endpoint): string {
  return `${hostText(address)}:${port}`;
}
