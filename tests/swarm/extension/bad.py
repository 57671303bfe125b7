#!/usr/bin/env python3
"""The extension with the fault that its argument names."""
import sys
import time

import extension

how = sys.argv[1]
ask = extension.ask


def spoilt(poll):
    if how == "protocol":
        return ask({**poll, "protocol": 2})
    if how == "slow" and "text" in poll:
        time.sleep(15)
    if how == "malformed":
        poll = [poll]
    if how == "endless" and "text" in poll:
        poll = {**poll, "text": "#" * (65 << 20)}
    return ask(poll)


extension.ask = spoilt
extension.main()
