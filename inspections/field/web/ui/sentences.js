/* Sentences one after the other: Chinese puts nothing between them (qualitysup/wording.py). */

export const GAP = document.documentElement.lang.startsWith("zh") ? "" : " ";

export const inARow = (...sentences) => sentences.flat().filter(Boolean).join(GAP);
