/* An icon of the house's set, beside a word; never alone. */

export function Icon({ of }) {
    return (
        <svg
            class="icon"
            viewBox="0 0 24 24"
            fill="none"
            stroke="currentColor"
            stroke-width="2"
            stroke-linecap="round"
            stroke-linejoin="round"
            aria-hidden="true"
        >
            {of.map(([Tag, attributes], n) => (
                <Tag key={n} {...attributes} />
            ))}
        </svg>
    );
}
