from odoo import api, models, tools
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command

from .shapes import TEXTS, can_be_kept, has_shape, is_shallow, is_text_kept, longest, shown, words_of_index

OURS = "complaint_grading"
TYPED = {*TEXTS, "integer", "float", "monetary", "date", "datetime", "properties"}
NOT_OFFERED = {"searchable": False, "groupable": False, "exportable": False}


class ServerValues(dict):
    """Values that the server itself settles.

    The class lives in memory only: no protocol, file or context can bring a value of it in from outside.
    """


class OneWanted(UserError, ValueError):
    """Several records, or none, were given where one is asked for: Odoo's ValueError, in a sentence without ids."""


class ComplaintGuarded(models.AbstractModel):
    """The one place that decides what may be stored, and what people are offered.

    Each model names what people may give: ``_given`` always, ``_given_once`` only when a record is made,
    ``_given_later`` only afterwards. Extensions name theirs in the same way; the names add up. Every other
    stored field of ours is settled by the server, through ``_put`` and ``_put_new``, and by nobody else:
    not by values, defaults of the context or of a user, imports, copies or commands from a parent record,
    and not with the rights of an administrator or of ``sudo`` either.

    ``_raw`` names fields that hold ids, digests, secrets or marks of the server. Programs use them over RPC;
    people are not offered them to filter, group or export, and find the label beside each. ``_coded`` names
    fields that hold codes or free text: people group by the label beside each.
    """

    _name = "complaint.guarded"
    _description = "What People May Store"

    _given = frozenset()
    _given_once = frozenset()
    _given_later = frozenset()
    _raw = frozenset()
    _coded = frozenset()

    @api.model
    @tools.ormcache("creating")
    def _server_fields(self, creating):
        """Names of the stored fields that people may not give when a record is made, or afterwards."""
        when = "_given_once" if creating else "_given_later"
        given = self._named("_given") | self._named(when)
        return frozenset(name for name, field in self._fields.items() if _is_stored_by_us(field) and name not in given)

    @api.private
    def ensure_one(self):
        try:
            return super().ensure_one()
        except ValueError as fault:
            raise OneWanted(
                self.env._(
                    "%(model)s: choose one at a time; %(count)s were given.",
                    model=self._called(),
                    count=len(self),
                )
            ) from fault

    def _called(self):
        """What people call records of this model."""
        return self.env["ir.model"]._get(self._name).name

    def _named(self, kind):
        """The names that the model and its extensions give under this attribute of their classes."""
        return {name for part in type(self).__mro__ for name in vars(part).get(kind, ())}

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        described = super().fields_get(allfields, attributes)
        for name in self._named("_raw") & described.keys():
            described[name] = {key: NOT_OFFERED.get(key, value) for key, value in described[name].items()}
        for name in self._named("_coded") & described.keys():
            described[name] = {key: value if key != "groupable" else False for key, value in described[name].items()}
        return described

    @api.model
    def default_get(self, fields):
        """What the server settles begins as the model says, whatever context or user defaults say; what people may
        give is held to what values are held to, from wherever it is filled in."""
        served = self._server_fields(True)
        told = self._told_from_outside()
        self._check_figures({name: told[name] for name in fields if name in told}, True)
        defaults = super().default_get([name for name in fields if name not in served])
        for name in served.intersection(fields):
            field = self._fields[name]
            if field.default:
                value = field.convert_to_cache(field.default(self), self, validate=False)
                defaults[name] = field.convert_to_write(value, self)
        return defaults

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_outside(vals, True)
        return super().create(vals_list)

    def write(self, vals):
        self._check_outside(vals, False)
        return super().write(vals)

    def onchange(self, values, field_names, fields_spec):
        """A form is told nothing through records that its user may not read, before anything is saved either."""
        self._check_form(values)
        return super().onchange(values, field_names, fields_spec)

    def copy_data(self, default=None):
        """A copy takes what people may give; the server settles the rest again."""
        self._check_outside(default or {}, True)
        served = self._server_fields(True) - (default or {}).keys()
        return [
            {name: value for name, value in vals.items() if name not in served} for vals in super().copy_data(default)
        ]

    def _put(self, vals):
        """Store what the server settles."""
        return self.write(ServerValues(vals))

    def _put_changes(self, vals):
        """Store of what the server settles that which differs; False where nothing does."""
        return bool(self._put_each({self: vals}))

    @api.model
    def _put_each(self, changes):
        """Store for each record of what the server settles that which differs; those that become alike together.

        changes: record -> values. Return the records that change.
        """
        alike, changed = {}, self.browse()
        for record, vals in changes.items():
            kept = {name: getattr(record[name], "id", record[name]) for name in vals}
            differing = {name: value for name, value in vals.items() if kept[name] != value}
            if differing:
                alike.setdefault(repr(sorted(differing.items())), (differing, []))[1].append(record)
        for vals, records in alike.values():
            together = self.browse().union(*records)
            together._put(vals)
            changed |= together
        return changed

    @api.model
    def _put_unseen(self, changes):
        """Store for many records what nobody is told of: nothing is traced, and no automation of a company begins.

        changes: record -> values, of fields that the server settles.
        """
        for record, vals in changes.items():
            for name, value in vals.items():
                self._fields[name].write(record, value)
        self.browse().union(*changes).modified({name for vals in changes.values() for name in vals})

    @api.model
    def _put_new(self, vals_list):
        """Make records of what the server settles."""
        return self.create([ServerValues(vals) for vals in vals_list])

    def _check_outside(self, vals, creating):
        """Refuse values that are not the server's own and that people may not give."""
        if isinstance(vals, ServerValues):
            return
        self._check_given(vals, creating)
        if creating:
            vals = {**self._told_from_outside(), **vals}
        self._check_figures(vals, creating)
        self._check_named(vals)

    def _check_given(self, vals, creating):
        told = sorted(self._server_fields(creating).intersection(vals))
        if not creating:
            told = [name for name in told if not self._stays(name, vals[name])]
        if told:
            raise AccessError(
                self.env._(
                    "%(fields)s (%(model)s): this is settled by the system and cannot be given; leave it out.",
                    fields=", ".join(self._fields[name]._description_string(self.env) for name in told),
                    model=self._called(),
                )
            )

    @api.model
    def _check_said(self, **said):
        """Refuse what a call says where no value of the field could say it; a text is a text."""
        self._check_figures(said, False)
        for name, value in said.items():
            if self._fields[name].type in TEXTS and value and not isinstance(value, str):
                self._refuse_value(self._fields[name], value)

    def _check_figures(self, vals, creating):
        """Refuse in one sentence what no column holds or another value would stand for, before it is worked with."""
        for name, value in vals.items():
            field = self._fields.get(name)
            if field is None or not _is_ours(field):
                continue
            if not is_shallow(value):
                self._refuse_value(field, value)
            most = self._longest(name)
            if not is_text_kept(most, value):
                raise ValidationError(
                    self.env._(
                        "%(field)s: a text of at most %(most)s characters without NUL is kept here;"
                        " shorten or correct it.",
                        field=field._description_string(self.env),
                        most=most,
                    )
                )
            if not (has_shape(field, value, self.env) and can_be_kept(field, value, creating)):
                self._refuse_value(field, value)

    def _refuse_value(self, field, value):
        raise ValidationError(
            self.env._(
                "%(field)s: %(value)s cannot be kept here; correct it.",
                field=field._description_string(self.env),
                value=shown(value),
            )
        )

    @api.model
    @tools.ormcache("name")
    def _longest(self, name):
        """How long a text of this field may be; None for what is no text. What an index holds is short."""
        field = self._fields[name]
        return longest(field, any(name in words_of_index(one) for one in self._table_objects.values()))

    def _stays(self, name, value):
        """Whether records stay where they belong: their parent names itself again when it sets its lines."""
        return self._fields[name].type == "many2one" and all(record[name].id == value for record in self)

    def _told_from_outside(self):
        """What a context, or a user's own default, would fill in of what people may give."""
        told = dict(self.env["ir.default"]._get_model_defaults(self._name))
        told |= {name: self.env.context[f"default_{name}"] for name in self._default_names()}
        served = self._server_fields(True)
        return {name: value for name, value in told.items() if name in self._fields and name not in served}

    def _default_names(self):
        """The fields of which the context names a default."""
        return [key.removeprefix("default_") for key in self.env.context if key.startswith("default_")]

    def _check_form(self, values):
        """Refuse what a form names beyond what its record holds, in its rows and in the record that it is a row of."""
        given = values if self else {**self._told_from_outside(), **values}
        self._check_figures({name: value for name, value in given.items() if self._is_typed(name)}, True)
        named = {name: value for name, value in given.items() if not self._holds(name, value)}
        self._check_named(named)
        for name in named:
            field = self._fields.get(name)
            if field is not None and field.relational and _is_ours(field):
                self._check_form_rows(self.env[field.comodel_name], named[name])

    def _is_typed(self, name):
        """Whether people type it into a form, as text, figure, day or facts; the web client forms the rest itself."""
        field = self._fields.get(name)
        typed = field is not None and field.type in TYPED and _is_stored_by_us(field)
        return typed and name not in self._server_fields(not self)

    def _check_form_rows(self, rows, value):
        """The same for rows that are given with the values of their fields."""
        for id_, values in _rows_given(value):
            row = rows.browse(id_)
            row.check_access("read")
            if isinstance(row, ComplaintGuarded):
                row._check_form(values)

    def _holds(self, name, value):
        """Whether a record names nothing new: what it names already is shown with it."""
        field = self._fields.get(name)
        if len(self) != 1 or field is None or not field.relational or any(_rows_given(value)):
            return False
        return set(_ids_named(field, value)) <= set(self[name].ids)

    def _check_named(self, vals):
        """A record is named only by those who may read it, so that no related figure tells what rules refuse."""
        if self.env.su:
            return
        for name, value in vals.items():
            field = self._fields.get(name)
            if field is None or not field.relational or not _is_ours(field):
                continue
            named = _ids_named(field, value)
            if named and not self.env[field.comodel_name].browse(named).has_access("read"):
                raise AccessError(
                    self.env._(
                        "%(field)s: you may not read this record, so you cannot name it here.",
                        field=field._description_string(self.env),
                    )
                )


def _is_ours(field):
    return any(module.startswith(OURS) for module in field._modules)


def _is_stored_by_us(field):
    """Whether the field is ours and what is written to it is kept somewhere."""
    return _is_ours(field) and bool(field.store or field.type == "one2many" or field.inverse)


def _ids_named(field, value):
    """Ids of the records that a value for a relation points at; those made by it are checked when made.

    What is no id and no command is left to Odoo, which refuses it.
    """
    if isinstance(value, models.BaseModel):
        return value.ids
    if field.type == "many2one":
        ids = list(value[:1]) if isinstance(value, tuple) else [value.get("id") if isinstance(value, dict) else value]
    else:
        ids = []
        for command in value if isinstance(value, (list, tuple)) else ():
            ids += _ids_of(command)
    return _ids_in(ids)


def _ids_of(command):
    if not isinstance(command, (list, tuple)):
        return [command]
    if command[:1] and command[0] == Command.LINK:
        return command[1:2]
    if command[:1] and command[0] == Command.SET and isinstance(command[-1], (list, tuple)):
        return command[-1]
    return []


def _ids_in(values):
    """Of these, the ids of records that are there."""
    return [value for value in values if value and isinstance(value, int) and not isinstance(value, bool)]


def _rows_given(value):
    """(id, values) of the records that a form gives with values: a row's parent, and rows made or changed."""
    if isinstance(value, dict):
        return [(_ids_in([value.get("id")]), value)]
    commands = [command for command in value if isinstance(command, list | tuple)] if isinstance(value, list) else []
    return [
        (_ids_in([command[1]]), command[2])
        for command in commands
        if command[:1] and command[0] in (Command.CREATE, Command.UPDATE) and isinstance(command[2], dict)
    ]
