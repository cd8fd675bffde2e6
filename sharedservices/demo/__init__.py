"""The demonstration partnership: five invented public bodies, their people and seven months of paid payroll.

Nobody and nothing in here is real. `organisations` and `jobs` say what the partners look like, `scales` and `pensions`
what they pay by (with a source for every published figure and DEMONSTRATION on every invented one), `people` invents
the staff from a fixed seed, `awkward` adds the cases that every payroll gets wrong once, `logins` who may sign in, and
`history` pays the months before November 2026 through the same operations that the screens use.
"""
