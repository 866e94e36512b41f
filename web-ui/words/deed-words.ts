/** What modules call their acts, fields and words, by name; in English the modules say it themselves. */
export type DeedWords = Readonly<{ [name: string]: string }>;
