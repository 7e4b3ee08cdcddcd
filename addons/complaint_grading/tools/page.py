"""Tables and sections as HTML that Odoo's form shows; every text is escaped."""

from markupsafe import Markup

TABLE = Markup(
    '<div class="table-responsive"><table class="table table-sm o_complaint_reading">'
    "<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
)
SECTION = Markup('<div class="o_complaint_section"><div class="h5 mt-3">{title}</div>{body}</div>')


def joined(template, cells):
    return Markup("").join(template.format(cell) for cell in cells)


def table(heads, rows):
    """A table; each row is a sequence of texts."""
    lines = (joined(Markup("<td>{}</td>"), row) for row in rows)
    return TABLE.format(heads=joined(Markup("<th>{}</th>"), heads), rows=joined(Markup("<tr>{}</tr>"), lines))


def paper_table(heads, rows):
    """The same for print: a table for each row, since print engines keep a table on one page, but not a row of one."""
    columns = joined(Markup('<col style="width: {}%" />'), _widths([heads, *rows]))
    first = Markup("<thead><tr>{}</tr></thead>").format(joined(Markup("<th>{}</th>"), heads))
    tables = (
        Markup("<table><colgroup>{}</colgroup>{}<tbody><tr>{}</tr></tbody></table>").format(
            columns, Markup("") if number else first, joined(Markup("<td>{}</td>"), row)
        )
        for number, row in enumerate(rows)
    )
    return Markup('<div class="rows">{}</div>').format(Markup("").join(tables))


def _widths(rows):
    """Per cent of the width for each column, by its longest text, neither a sliver nor everything."""
    longest = [min(max(6, *map(_width, column)), 36) for column in zip(*rows, strict=True)]
    return [round(100 * one / sum(longest), 1) for one in longest]


def _width(text):
    """How wide a text is drawn; Chinese characters are two wide."""
    return sum(2 if character >= "\u2e80" else 1 for character in str(text))


def section(title, lines=(), points=(), rows=None, table=table):
    """A heading with sentences, a list and a table (heads, rows), drawn by `table`; each may be left out."""
    body = joined(Markup("<p class='mb-1'>{}</p>"), lines)
    if points:
        body += Markup("<ul class='mb-1'>{}</ul>").format(joined(Markup("<li>{}</li>"), points))
    if rows:
        body += table(*rows)
    return SECTION.format(title=title, body=body)


def tier(env, told):
    """A customer's tier in words, as the kernel's `tier_words` gives them."""
    parts = [section(": ".join(axis)) for axis in told["axes"]]
    heads = (env._("Tier"), env._("Clause"), env._("Condition"), env._("Figures"))
    parts.append(section(env._("Reasons"), rows=(heads, told["reasons"])))
    if told["services"]:
        parts.append(section(env._("Services"), points=told["services"]))
    if told["undecided"]:
        sentence = env._(
            "A better tier still depends on facts not given: %(facts)s.", facts=", ".join(told["undecided"])
        )
        parts.append(section(env._("Still Open"), (sentence,)))
    if told["warnings"]:
        parts.append(section(env._("Note"), points=told["warnings"]))
    return Markup("").join(parts)
