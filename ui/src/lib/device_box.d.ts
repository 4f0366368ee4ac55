export function to_hex(bytes: Uint8Array): string
export function from_hex(text: string): Uint8Array
export function seal(public_key: string, bound: string, text: string): Promise<string>
