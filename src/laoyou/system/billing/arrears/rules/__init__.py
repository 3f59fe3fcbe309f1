"""The pure rules of arrears: ageing, the ladder, the late penalty, instalment plans, write-offs."""
