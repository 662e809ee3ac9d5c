/* Who is behind the door: the enterprise's card, as it was taken along. */

import { MapPin, Phone as Handset } from "lucide";

import { day } from "../ui/dates.js";
import { Icon } from "../ui/icon.jsx";

export function Card({ card, about }) {
    const outcomes = new Map(about?.vocabularies?.outcomes);
    return (
        <section class="card party" aria-label={card.name}>
            <dl class="facts">
                {card.uscc && <Fact name={gettext("Code")}>{card.uscc}</Fact>}
                {card.legal_representative && (
                    <Fact name={gettext("Legal representative")}>{card.legal_representative}</Fact>
                )}
                {card.risk_class && (
                    <Fact name={gettext("Risk class")}>
                        <strong class={`state state--${RISKS[card.risk_class] ?? "plain"}`}>
                            {card.risk_class}
                        </strong>{" "}
                        {card.risk_reason}
                    </Fact>
                )}
                {card.products?.length > 0 && (
                    <Fact name={gettext("Products")}>
                        {card.products.map(({ name }) => name).join(gettext(", "))}
                    </Fact>
                )}
            </dl>
            <div class="ways">
                <Way card={card} />
                {card.phone && (
                    <a class="button quiet" href={`tel:${card.phone.replace(/[^\d+]/g, "")}`}>
                        <Icon of={Handset} />
                        {card.phone}
                    </a>
                )}
            </div>
            <Orders orders={card.orders ?? []} about={about} />
            <Findings findings={card.findings ?? []} outcomes={outcomes} />
        </section>
    );
}

const RISKS = { A: "good", B: "info", C: "soon", D: "late" };

export function Fact({ name, children }) {
    return (
        <div>
            <dt>{name}</dt>
            <dd>{children}</dd>
        </div>
    );
}

/* The map that the phone has; its own app opens, without a tile from anybody. */
function Way({ card }) {
    if (card.lng == null || card.lat == null) return <p>{card.address}</p>;
    return (
        <a class="button quiet" href={onTheMap(card)}>
            <Icon of={MapPin} />
            {card.address || gettext("Show on the map")}
        </a>
    );
}

/* RFC 5870; phones of one make know only their own maps. */
function onTheMap({ lat, lng, name }) {
    const point = `${lat},${lng}`;
    const label = encodeURIComponent(name);
    return /iPhone|iPad/.test(navigator.userAgent)
        ? `maps:?ll=${point}&q=${label}`
        : `geo:${point}?q=${point}(${label})`;
}

function Orders({ orders, about }) {
    const states = new Map(about?.vocabularies?.order_states);
    if (!orders.length) return null;
    return (
        <>
            <h2>{gettext("Open orders")}</h2>
            {orders.map((order) => (
                <article key={order.id} class="order">
                    <h3>{order.number || states.get(order.state)}</h3>
                    <p class="muted">
                        {[states.get(order.state), order.due_on && dueWords(order.due_on)]
                            .filter(Boolean)
                            .join(" · ")}
                    </p>
                    <ul class="plain-list">
                        {order.items.map((item) => (
                            <li key={item.id}>
                                {item.text}{" "}
                                <span class={item.put_right ? "good" : "soon"}>
                                    {item.put_right
                                        ? gettext("put right")
                                        : item.due_on
                                          ? dueWords(item.due_on)
                                          : gettext("open")}
                                </span>
                            </li>
                        ))}
                    </ul>
                </article>
            ))}
        </>
    );
}

const dueWords = (due) => interpolate(gettext("due %(day)s"), { day: day(due) }, true);

function Findings({ findings, outcomes }) {
    return (
        <>
            <h2>{gettext("Last findings")}</h2>
            {findings.length ? (
                <ul class="plain-list">
                    {findings.map((found) => (
                        <li key={`${found.on}${found.summary}`}>
                            <strong>{day(found.on)}</strong>{" "}
                            <span>{outcomes.get(found.outcome) ?? found.outcome}</span>
                            {found.summary && <p class="muted">{found.summary}</p>}
                            {found.items?.length > 0 && (
                                <ul>
                                    {found.items.map((text) => (
                                        <li key={text}>{text}</li>
                                    ))}
                                </ul>
                            )}
                        </li>
                    ))}
                </ul>
            ) : (
                <p class="muted">{gettext("Nobody wrote anything down here yet.")}</p>
            )}
        </>
    );
}
