import zlib
from collections import defaultdict
from dataclasses import dataclass

from odoo import api, fields, models


@dataclass(frozen=True)
class Reached:
    """Whom work reaches: the user asked, and the one away in whose place that is; or that nobody is there, and the
    manager who is asked instead."""

    person: models.BaseModel
    instead_of: models.BaseModel
    is_unmanned: bool = False

    def values(self):
        """As the fields of `complaint.assigned`."""
        return {
            "user_id": self.person.id,
            "stands_in_for_id": self.instead_of.id,
            "is_unmanned": self.is_unmanned,
        }


class ComplaintParty(models.Model):
    """Who stands for a party: the one who is asked, those who may act, and why nobody is there."""

    _inherit = "complaint.party"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _reached(self, wanted, at=None):
        """Whom work reaches at a moment (naive UTC), now without one.

        wanted: key -> (complaint or periodic work, party code, users to whom it was given by hand).
        Returns key -> `Reached`; with a bounded number of queries, however many keys.
        """
        named = self._named_for(wanted)
        people = self._there(wanted, named)
        away = self._away(wanted, people, at)
        chosen = {
            key: self._choose(wanted[key][0], members, away[wanted[key][0].company_id])
            for key, members in people.items()
        }
        missing = {key: wanted[key][0].company_id for key, one in chosen.items() if one is None}
        return {**chosen, **self._unmanned(missing)}

    @api.model
    def _named_for(self, wanted):
        """Map each key to the users who are named for its party, whether they are there or not."""
        parties = self._of(wanted.values())
        return {
            key: given._who_handle_complaints(subject.company_id) or self._mapped_to(parties, subject, code)
            for key, (subject, code, given) in wanted.items()
        }

    @api.model
    def _there(self, wanted, named):
        """Of those named, the ones who handle complaints where the work is, away or not."""
        return {key: users._who_handle_complaints(wanted[key][0].company_id) for key, users in named.items()}

    @api.model
    def _of(self, wanted):
        """(company, code) -> the row of each party that is wanted."""
        companies = {subject.company_id.id for subject, _code, _given in wanted}
        codes = {code for _subject, code, _given in wanted if code}
        # sudo: who stands for a party does not depend on who asks
        rows = self.sudo().search([("company_id", "in", list(companies)), ("code", "in", list(codes))])
        return {(row.company_id, row.code): row for row in rows}

    @api.model
    def _mapped_to(self, parties, subject, code):
        """What no party owes is the complaint's responsible's."""
        if not code:
            return subject.user_id
        row = parties.get((subject.company_id, code))
        return row._mapped(subject) if row else self.env["res.users"]

    @api.model
    def _away(self, wanted, people, at):
        """company -> {who is away at that moment: deputy}, of the users at hand and their deputies."""
        users = defaultdict(self.env["res.users"].browse)
        for key, members in people.items():
            users[wanted[key][0].company_id] |= members
        absences = self.env["complaint.absence"]
        return {
            company: absences._deputies(here, company, at or fields.Datetime.now()) for company, here in users.items()
        }

    @api.model
    def _choose(self, subject, members, away):
        """One of those who are there, the same one each time; else who stands in for one; None where nobody is."""
        nobody = self.env["res.users"]
        present = members.filtered(lambda user: user not in away)
        if present:
            return Reached(_spread(present, subject)[:1], nobody)
        for member in _spread(members, subject):
            if deputy := self._deputy(member, away, subject.company_id):
                return Reached(deputy, member)
        return None

    @api.model
    def _deputy(self, user, away, company):
        """Who stands in, through deputies who are away themselves; empty where that leads to nobody."""
        passed = user
        while user in away:
            user = away[user]
            if user in passed:
                return user.browse()
            passed |= user
        return user._who_handle_complaints(company)

    @api.model
    def _unmanned(self, missing):
        """What nobody is there for: a manager is asked. missing: key -> company."""
        nobody = self.env["res.users"]
        managers = {company: self._manager(company) for company in set(missing.values())}
        return {key: Reached(managers[company], nobody, True) for key, company in missing.items()}

    @api.model
    def _why_unmanned(self, wanted):
        """key -> why nobody is there, in the language of the reader. wanted: as for `_reached`."""
        parties, named = self._of(wanted.values()), self._named_for(wanted)
        gaps = {(wanted[key][0].company_id, users) for key, users in named.items() if users}
        reasons = {(company, users): self._gap(users, company) for company, users in gaps}
        found = {}
        for key, (subject, code, _given) in wanted.items():
            row = parties.get((subject.company_id, code), self.browse())
            found[key] = reasons.get((subject.company_id, named[key])) or row._nobody_text(subject)
        return found

    @api.model
    def _manager(self, company):
        """The complaint manager who is told that nobody is there: one who is there, if any."""
        managers = company._complaint_managers()
        away = self.env["complaint.absence"]._deputies(managers, company, fields.Datetime.now())
        return (managers.filtered(lambda user: user not in away) or managers)[:1]

    @api.model
    def _gap(self, users, company):
        """Why none of these users is there, as a part of a sentence."""
        return "; ".join(users._why_not_there(company))

    @api.model
    def _standing(self, wanted):
        """The users who may act for each party: the one asked first, those mapped, and who stands in for them.

        wanted: as for `_reached`. Empty where nobody is there; a manager who is asked then acts by another right.
        """
        people = self._there(wanted, self._named_for(wanted))
        away = self._away(wanted, people, None)
        return {
            key: self._standing_among(wanted[key][0], members, away[wanted[key][0].company_id])
            for key, members in people.items()
        }

    @api.model
    def _standing_among(self, subject, members, away):
        chosen = self._choose(subject, members, away)
        if chosen is None:
            return members
        deputies = (self._deputy(member, away, subject.company_id) for member in members if member in away)
        return (chosen.person | members).union(*deputies)

    @api.model
    def _asked_in(self, company, code):
        """Who is asked for a party before there is a complaint; a complaint manager where nobody is there."""
        subject = self.env["complaint.case"].new({"company_id": company.id})
        return self._reached({code: (subject, code, self.env["res.users"])})[code].person

    @api.model
    def _anybody(self, users, row):
        """Whether one of these users, or who stands in for one, can act for complaints of a row's company now."""
        members = users._who_handle_complaints(row.company_id)
        away = self.env["complaint.absence"]._deputies(members, row.company_id, fields.Datetime.now())
        return self._choose(row, members, away) is not None


def _spread(users, subject):
    """The users in an order of their own for each complaint or work, that nobody's coming or going changes.

    So work is spread between them, stays with whom it is, and comes back to who was away.
    """
    return users.sorted(lambda user: zlib.crc32(f"{subject._name}/{subject._origin.id}/{user.id}".encode()))
