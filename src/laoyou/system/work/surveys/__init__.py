"""The survey on entry (拉网式排查) with its findings, and campaigns (专项行动, 三清三新) with what they changed."""
