#!/usr/bin/env bash
# Clients are redirected to another host, with the status in the label.
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
. "$here/traffic.sh"

together \
  web moved us-east hosts=old.local,new.local redirects=http://old.local,http://new.local , \
  web statuses us-east hosts=here.local,a301.local,a307.local,a308.local \
    'redirects=http://a301.local,http://here.local,301;http://a307.local,http://here.local,307;http://a308.local,https://here.local:8443/to,308'

found='Moved Temporarily'
if under haproxy; then found=Found; fi
eventually 60 gives "302 $found"$'\n*\nLocation: http://new.local/ping?a=1\n*x-request-id: *' us-east \
  'http://old.local/ping?a=1'
soon withholds $'*\nx-upstream-addr: *' us-east http://old.local/ping
eventually 30 gives '200 *"metadata":"moved"*' us-east http://new.local/ping

eventually 30 gives '200 *"metadata":"statuses"*' us-east http://here.local/ping
soon gives $'301 *\nLocation: http://here.local/x\n*' us-east http://a301.local/x
soon gives $'307 *\nLocation: http://here.local/x\n*' us-east http://a307.local/x -d body
soon gives $'308 *\nLocation: https://here.local:8443/to/x\n*' us-east http://a308.local/x -d body
