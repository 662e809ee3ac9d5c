/* The frame: which page is shown, how the line is, what waits; the way round is at the thumb. */

import { useState } from "preact/hooks";

import { useOrders } from "../ui/orders.js";
import { ownedBy } from "../store/start.js";
import { changed } from "../ui/live.js";
import { usePath } from "../ui/path.js";
import { Bar } from "../ui/bar.jsx";
import { Tabs } from "../ui/tabs.jsx";
import { Begin } from "./begin.jsx";
import { Form } from "./form.jsx";
import { Today } from "./today.jsx";
import { Records } from "./records.jsx";
import { Sample } from "./sample.jsx";
import { Stop } from "./stop.jsx";
import { Visit } from "./visit.jsx";
import { Me } from "./me.jsx";
import { SignIn } from "./sign_in.jsx";

/* By the first word of the path; the rest is the page's. */
const PAGES = {
    "": Today,
    stop: Stop,
    begin: Begin,
    form: Form,
    records: Records,
    sample: Sample,
    visit: Visit,
    me: Me,
};

export function App({ phone: opened }) {
    const [phone, setPhone] = useState(opened);
    const path = usePath();

    /* Somebody begins to use the phone; with null nobody does until the next sign-in. */
    const enter = async (person) => {
        phone.leaving?.abort();
        await phone.shared.delete("things", "ordered");
        if (person) await phone.shared.put("things", person, "person");
        else await phone.shared.delete("things", "person");
        setPhone({ ...phone, ...(await ownedBy(phone, person)) });
        changed();
    };
    const leave = async () => {
        phone.leaving?.abort();
        setPhone({ ...phone, ...(await ownedBy(phone, null)) });
    };
    useOrders(phone, leave);

    if (!phone.person) {
        return <SignIn phone={phone} onPerson={enter} />;
    }
    const [name, ...rest] = path;
    const Page = PAGES[name] ?? Today;
    return (
        <>
            <Bar phone={phone} />
            <main id="page" tabindex="-1">
                <Page phone={phone} path={rest} onPerson={enter} />
            </main>
            <Tabs phone={phone} current={name} />
        </>
    );
}
