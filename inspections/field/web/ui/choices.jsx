/* One of a few, with one tap; `tones` colour the chosen one, beside its word. */

export function Choices({ name, legend, choices, value, onValue, tones = {}, disabled, hideLegend }) {
    return (
        <fieldset class="one-of" disabled={disabled}>
            <legend class={hideLegend ? "visually-hidden" : undefined}>{legend}</legend>
            <div class={choices.length > 3 ? "choices choices--list" : "choices"}>
                {choices.map(([one, words]) => (
                    <label key={one} data-tone={tones[one]}>
                        <input
                            type="radio"
                            name={name}
                            checked={value === one}
                            onChange={() => onValue(one)}
                        />
                        {words}
                    </label>
                ))}
            </div>
        </fieldset>
    );
}
