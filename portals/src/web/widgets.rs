//! The parts of every page, each compiled once.
//!
//! `parts.html` gives them to templates as macros, and a macro stands in each place that calls it as if it had been
//! written there. So the macros only call these, which hold the insides: the blocks of `widgets.html`.

use askama::Template;

use super::{page, parts};
use crate::i18n::dates::Shown;
use crate::share;

macro_rules! widgets {
    ($($(#[$doc:meta])* $name:ident, $block:literal, $widget:ident { $($field:ident: $type:ty),* };)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Template)]
        #[template(path = "web/widgets.html", block = $block)]
        pub struct $widget<'a> {
            $($field: &'a $type,)*
        }

        $(#[$doc])*
        pub fn $name<'a>($($field: &'a $type),*) -> $widget<'a> {
            $widget { $($field),* }
        }
    )*};
}

widgets! {
    /// A symbol of `icons.svg`.
    icon, "icon", Icon { name: str };
    /// The languages to choose from.
    languages, "languages", Languages { page: page::Page };
    /// A state: word and icon.
    chip, "chip", Chip { chip: parts::Chip };
    /// A date as people say it, the exact time in its title.
    time, "time", Time { shown: Shown };
    /// Lines of figures with a sum: a list of Money.
    sums, "sums", Sums { lines: [parts::Money] };
    /// The sign in the head that leads to the messages; renews itself.
    talk, "talk", Talk { talk: parts::Talk };
    /// A list of Row.
    rows, "rows", Rows { rows: [parts::Row] };
    /// Nothing here yet: an icon, a line, what to do about it. `href` may be empty.
    empty, "empty", Empty { symbol: str, title: str, text: str, href: str, label: str };
    /// What a question is called, with a hint.
    label, "label", Label { field: parts::Field, page: page::Page };
    /// What is wrong with what was typed.
    wrong, "wrong", Wrong { field: parts::Field };
    /// The attributes that every input has.
    attrs, "attrs", Attrs { field: parts::Field };
    /// A line of text. `kind`: text, tel, email, date, search …
    input, "input", Input { field: parts::Field, kind: str, page: page::Page };
    /// Six digits. `complete`: current-password or new-password.
    pin, "pin", Pin { field: parts::Field, complete: str, page: page::Page };
    /// A password. `complete`: current-password or new-password.
    password, "password", Password { field: parts::Field, complete: str, page: page::Page };
    /// A figure with its unit behind it.
    number, "number", Number { field: parts::Field, page: page::Page };
    /// An amount of money.
    money, "money", Money { field: parts::Field, page: page::Page };
    /// Several lines of text.
    area, "area", Area { field: parts::Field, page: page::Page };
    /// One of many answers, folded.
    select, "select", Select { field: parts::Field, page: page::Page };
    /// One of a few answers, all in sight.
    choices, "choices", Choices { field: parts::Field, page: page::Page };
    /// A photo from the camera or the phone. The form needs enctype="multipart/form-data".
    photo_field, "photo_field", PhotoField { field: parts::Field, page: page::Page };
    /// A photo taken now, or one that is there already: two buttons, one question. The form needs enctype="multipart/form-data".
    camera_field, "camera_field", CameraField { field: parts::Field, page: page::Page };
    /// A link to send on: WhatsApp, a code for a camera, and the address itself.
    share, "share", Share { share: share::Share, page: page::Page };
    /// Something to say before anything else.
    notice, "notice", Notice { notice: parts::Notice };
    /// A photo that opens in full, never cropped.
    photo, "photo", Photo { photo: parts::Photo };
    /// An order's chain: a list of Link.
    chain, "chain", Chain { links: [parts::Link] };
    /// Where a list goes on.
    pager, "pager", Pager { pager: parts::Pager, page: page::Page };
    /// How every page begins: its head, up to what one page alone needs there.
    begin, "begin", Begin { page: page::Page };
    /// The rest of the head, and what stands above every page's heading.
    top, "top", Top { page: page::Page };
    /// What stands between a page's heading and its content.
    said, "said", Said { page: page::Page };
    /// How every page ends.
    end, "end", End { page: page::Page };
}
