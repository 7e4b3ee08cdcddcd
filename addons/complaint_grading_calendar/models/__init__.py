from . import calendar_event, panel, panel_attendee
