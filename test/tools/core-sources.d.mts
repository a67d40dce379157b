/** Where the hash is recorded. */
export declare const recordedAt: string;
/** SHA-256 in hexadecimal. */
export declare function hashSources(): string;
/** Whether the built core is that of its sources. */
export declare function isCurrent(): boolean;
