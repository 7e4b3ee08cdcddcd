from odoo.fields import Command

from .common import ComplaintCommon, beijing


class Samples(ComplaintCommon):
    """A record of each model, for what goes through all of them."""

    @classmethod
    def _samples(cls):
        """One record of each model, made as the product makes it."""
        goods = cls.env["product.product"].create({"name": "Module", "complaint_watts_per_unit": 500})
        cls.by_ada = cls.env(user=cls.ada.id)
        cls._raise_complaints(goods)
        made = [
            *cls._of_complaints(),
            *cls._of_work(),
            *cls._of_companies(),
            *cls._of_editions(),
            *cls._of_calendars(),
            *cls._of_populations(),
            *cls._asked(),
            *cls._fined(),
            *cls._signed(),
            *cls._corrected(goods),
            *cls._costly(cls.by_ada),
            *cls._satisfied(cls.by_ada),
            *cls._met(cls.by_ada),
            cls.env["complaint.feed"]._put_new([{"user_id": cls.ada.id}]),
        ]
        # sudo: whoever made a record, a test reads it whole and goes on as whom it chooses. What was not made is left
        # out, and the test that every model has a sample says which.
        samples = {record._name: record.sudo() for record in made if record}
        cls.env.flush_all()
        return samples

    @classmethod
    def _raise_complaints(cls, goods):
        """A cheap and a dear one about modules, and one in whose course something was done late."""
        cases = cls.env["complaint.case"]
        cls.cheap, cls.dear = (
            cases.create(
                {
                    "partner_id": cls.acme.id,
                    "policy_id": cls.pv.id,
                    "received_at": beijing("2026-11-18 09:00"),
                    "user_id": cls.sun.id,
                    "line_ids": [Command.create({"product_id": goods.id, "quantity": 2, "amount": amount})],
                }
            )
            for amount in (10, 3000000)
        )
        told = {"type": "departments_notified", "happened_at": beijing("2026-11-18 16:00")}
        cls.late = cases.create(
            {
                "partner_id": cls.acme.id,
                "policy_id": cls.factory.id,
                "received_at": beijing("2026-11-18 09:00"),
                "user_id": cls.sun.id,
                "event_ids": [Command.create(told)],
            }
        )

    @classmethod
    def _of_complaints(cls):
        """Complaints with what belongs to them."""
        return (
            cls.cheap,
            cls.cheap.line_ids,
            cls.late.event_ids,
            cls.cheap.derived_ids[:1],
            cls.late.duty_ids[:1],
            cls.late.penalty_ids[:1],
            cls.late.step_ids[:1],
            cls.env["complaint.notice"].search([("case_id", "=", cls.late.id)], limit=1),
            cls.env["complaint.history.change"]._put_new([{"case_id": cls.late.id}]),
            cls.env["complaint.tag"].create({"name": "Glass"}),
            cls.env["complaint.grade"].search([], limit=1),
            cls.env["complaint.nature"].create({"name": "Crack"}),
        )

    @classmethod
    def _of_work(cls):
        """What lists the work of people, and how long it took."""
        return (
            cls.env["complaint.work"].search([("case_id", "=", cls.late.id)], limit=1),
            cls.env["complaint.handling"].search([("case_id", "=", cls.late.id)], limit=1),
            cls.env["complaint.task"].search([], limit=1),
            cls.by_ada["complaint.report.mailing"].create(
                {"policy_id": cls.pv.id, "recipient_ids": [Command.set(cls.mo.ids)]}
            ),
        )

    @classmethod
    def _of_companies(cls):
        """People, departments and what a company settles."""
        party = cls.env["complaint.party"].search([("company_id", "=", cls.env.company.id)], limit=1)
        mapped = {"party_ids": [Command.set(party.ids)], "user_ids": [Command.set(cls.qin.ids)]}
        away = {"user_id": cls.hu.id, "deputy_id": cls.mo.id, "first_day": "2027-01-04", "last_day": "2027-01-08"}
        return (
            cls.env["complaint.derivation"].search([], limit=1),
            cls.env["complaint.department"].create({"name": "Cutting", "code": "cutting"}),
            party,
            cls.by_ada["complaint.party.map"].create(mapped),
            cls.env["complaint.absence"].create(away),
            cls.env["complaint.policy.adoption"].search([("company_id", "=", cls.env.company.id)], limit=1),
        )

    @classmethod
    def _of_editions(cls):
        """Editions, and the dialogs that try, replay and put them in force."""
        replay = cls.by_ada["complaint.policy.replay"].create({"policy_id": cls.pv.id})
        companies = [Command.set(cls.env.company.ids)]
        force = cls.by_ada["complaint.policy.put.in.force"]._put_new(
            [{"policy_id": cls.pv.id, "company_ids": companies, "in_force_from": "2026-12-01"}]
        )
        retired = {"policy_id": cls.pv.id, "successor_id": cls.factory.id}
        row = {"case_id": cls.cheap.id, "is_changed": True}
        return (
            cls.pv.copy(),
            cls.pv.parameter_ids[:1],
            cls.pv.event_type_ids[:1],
            cls.env["complaint.job"]._start(replay, "look", "Looking", 3, cls.env.company),
            cls.by_ada["complaint.policy.retire"]._put_new([retired]),
            cls.by_ada["complaint.policy.choose"].create({"policy_id": cls.pv.id}),
            replay,
            cls.env["complaint.policy.replay.line"]._put_new([dict(row, replay_id=replay.id)]),
            force,
            force.line_ids._put_new([dict(row, wizard_id=force.id)]),
            cls.by_ada["complaint.policy.figure"].create({"policy_id": cls.pv.id}),
            cls.by_ada["complaint.policy.try"].create({"policy_id": cls.pv.id}),
        )

    @classmethod
    def _of_calendars(cls):
        """A calendar of the company's own, and the dialogs that change it."""
        change = cls.by_ada["complaint.calendar.change"].create({"calendar": "cn-six-days"})
        calendar = cls.by_ada["complaint.calendar"].create({"name": "our-office"})
        change._put({"calendar_id": calendar.id})
        notice = cls.by_ada["complaint.calendar.notice"].create({"calendar_id": calendar.id, "year": 2027})
        row = {"case_id": cls.cheap.id, "is_changed": True, "wizard_id": change.id}
        return (
            cls.env["complaint.calendar.edition"].search([], limit=1),
            cls.env["complaint.calendar.count"]._put_new([{"company_id": cls.env.company.id, "text": "counted"}]),
            calendar,
            cls.by_ada["complaint.calendar.day"].create({"calendar_id": calendar.id, "date_from": "2026-12-24"}),
            notice,
            cls.by_ada["complaint.calendar.notice.line"].create({"wizard_id": notice.id, "date_from": "2027-01-01"}),
            change,
            change.line_ids._put_new([row]),
        )

    @classmethod
    def _of_populations(cls):
        """Customers sorted into tiers, an early warning, and quotas."""
        tiers = cls._policy("customer-spend")
        tier = cls.env["complaint.tier"].create({"partner_id": cls.acme.id, "policy_id": tiers.id})
        moved = {"tier_id": tier.id, "direction": "first", "moved_at": "2026-11-18"}
        warned = {
            "policy_id": cls.pv.id,
            "company_id": cls.env.company.id,
            "kind": "daily",
            "day": "2026-11-18",
            "level": "low",
            "determined_at": "2026-11-18 09:00:00",
        }
        warning = cls.env["complaint.warning"]._put_new([warned])
        told = {"warning_id": warning.id, "code": "tell", "state": "open"}
        plant = cls._policy("printing-plant")
        quota = cls.by_ada["complaint.quota"].create({"policy_id": plant.id, "year": 2026})
        return (
            tier,
            cls.env["complaint.tier.move"]._put_new([moved]),
            warning,
            cls.env["complaint.warning.duty"]._put_new([told]),
            quota,
            quota.line_ids[:1],
        )

    @classmethod
    def _asked(cls):
        """The dialogs in which complaints are raised and gone on with."""
        raised = cls.by_ada["complaint.raise"]._put_new(
            [{"company_id": cls.env.company.id, "partner_id": cls.acme.id, "policy_id": cls.pv.id}]
        )
        override = {"derived_id": cls.cheap.derived_ids[:1].id, "value": "1", "reason": "why"}
        return (
            raised,
            raised.line_ids._put_new([{"wizard_id": raised.id, "quantity": 1}]),
            cls.by_ada["complaint.do.step"]._begin(cls.late.step_ids[0].with_user(cls.ada), "do"),
            cls.by_ada["complaint.record.event"].create({"case_id": cls.late.id}),
            cls.by_ada["complaint.override.fact"].create(override),
            cls.by_ada["complaint.give.reason"]._put_new([{"case_id": cls.late.id, "act": "cancel"}]),
            cls.by_ada["complaint.join"]._put_new([{"case_id": cls.late.id}]),
            *cls._read_twice(),
        )

    @classmethod
    def _fined(cls):
        """A penalty that was entered in the ledger, and the dialog that decides on it."""
        penalty = cls.late.penalty_ids[:1]
        entered = cls._entered(penalty)
        decide = cls.by_ada["complaint.decide.penalty"].create({"penalty_ids": penalty.ids, "decision": "waived"})
        share = {"user_id": cls.sun.id, "amount": 10}
        return (
            entered,
            entered.month_id,
            cls._listed(),
            decide,
            decide.share_ids.create({**share, "wizard_id": decide.id}),
            cls.env["complaint.penalty.share"]._put_new([{**share, "penalty_id": penalty.id}]),
        )

    @classmethod
    def _satisfied(cls, by_ada):
        """A customer asked for a rating, and a call that is owed."""
        cls.cheap._rating_get_access_token(cls.acme)
        developer = cls._policy("property-developer")
        cls.env.company.complaint_policy_ids |= developer
        called = cls.env["complaint.case"].create(
            {"partner_id": cls.acme.id, "policy_id": developer.id, "category": "lift", "facts": {"level": "general"}}
        )
        called.record_event("close_applied", data={"kind": "normal"})
        cls.env.flush_all()
        owed = [("case_id", "=", called.id), ("call_event", "!=", False)]
        return (
            cls.env["complaint.satisfaction"].search([], limit=1),
            by_ada["complaint.call"]._begin(by_ada["complaint.work"].search(owed, limit=1)),
        )

    @classmethod
    def _met(cls, by_ada):
        """A meeting that is called, and somebody on its list."""
        panel = by_ada["complaint.panel"]._call(cls.cheap.with_user(cls.ada))
        return panel, panel.attendee_ids[:1] or panel.attendee_ids.create({"panel_id": panel.id, "user_id": cls.qin.id})

    @classmethod
    def _corrected(cls, goods):
        """An 8D with its rows, and the dialogs around it."""
        corrective = cls.env["complaint.corrective"]._start(cls.cheap)
        of_it = {"corrective_id": corrective.id}
        by_ada = cls.env(user=cls.ada.id)
        row = {**of_it, "name": "New glue", "user_id": cls.sun.id, "due_at": "2026-11-30 02:00:00"}
        action = cls.env["complaint.action"].create(row)
        question = by_ada["complaint.answer.question"]._begin(corrective.with_user(cls.ada))
        return (
            corrective,
            cls.env["complaint.problem"].create({**of_it, "is_text": "On the roof"}),
            cls.env["complaint.affected"].create({**of_it, "product_id": goods.id}),
            cls.env["complaint.why"].create({**of_it, "name": "The glue was old."}),
            action,
            by_ada["complaint.do.action"]._begin(action.with_user(cls.ada), "do"),
            question,
        )

    @classmethod
    def _entered(cls, penalty):
        month = cls.env["complaint.ledger.month"]._now(cls.env.company)
        row = {"month_id": month.id, "number": month._next_number(), "penalty_id": penalty.id, "user_id": cls.sun.id}
        return cls.env["complaint.ledger.entry"]._put_new([dict(row, kind="confirmed", amount=20)])

    @classmethod
    def _listed(cls):
        month = {"month": "2020-01-01", "begins_at": "2020-01-01", "ends_at": "2020-02-01"}
        return cls.env["complaint.verdict.list"]._put_new([{**month, "company_id": cls.env.company.id}])

    @classmethod
    def _read_twice(cls):
        sample = cls.env["complaint.reading.sample"].create({"policy_id": cls.pv.id, "reader_id": cls.hu.id})
        given = {"sample_id": sample.id, "case_id": cls.cheap.id, "reader_id": cls.hu.id, "state": "withdrawn"}
        reading = cls.env["complaint.reading"]._put_new([given])
        return sample, reading, reading.value_ids._put_new([{"reading_id": reading.id, "fact": "defect_level"}])

    @classmethod
    def _signed(cls):
        """Work of a period that was signed for, and the dialogs around it."""
        works = cls.env["complaint.periodic.work"]
        works._refresh(cls.env.company, cls.factory)
        work = works.search([("company_id", "=", cls.env.company.id)], limit=1)
        work._sign()
        by_ada = cls.env(user=cls.ada.id)
        subject = {"policy_code": "after-sales", "code": "key_user_visit", "partner_id": cls.acme.id}
        return (
            work,
            work.entry_ids,
            cls.env["complaint.periodic.subject"].create(subject),
            by_ada["complaint.periodic.done"].create({"work_id": work.id}),
            by_ada["complaint.period.report"].create({"policy_id": cls.factory.id}),
        )

    @classmethod
    def _costly(cls, by_ada):
        """A cost with its decision, its row of the report, and an appeal."""
        cost = by_ada["complaint.cost"].create(
            {"case_id": cls.late.id, "name": "Travel", "kind": "business", "amount": 10, "date": "2026-11-20"}
        )
        cls.env.flush_all()
        return [
            cost,
            cls.env["complaint.cost.report"].search([], limit=1),
            by_ada["complaint.decide.cost"].create(
                {"cost_ids": [Command.set(cost.ids)], "decision": "refused", "reason": "why"}
            ),
            by_ada["complaint.appeal.penalty"].create({"penalty_id": cls.late.penalty_ids[:1].id, "reason": "why"}),
        ]
