// Two tenants on one proxy: one that minds its own business, and one whose labels are anything at all.
#pragma once
#include "messages/problem.hpp"
#include "tests/golden/golden_case.hpp"

#include <string>

namespace signalbox::golden {

/// The quiet tenant alone.
scene quiet_tenant();

/// Both. The other one has the labels `port` and `hosts`, a secret `evil.cert`, and came later.
scene with_hostile_tenant();

/// The hostile tenant's service in such a scene.
app_service& hostile_service(scene& all);

/// What the text that is rendered from the scene must not have: something that no label can ask for, a byte that is not
/// printable, a change in the quiet tenant's part. Empty if all is well.
std::string harm_done(const std::string& text);

/// What a problem about the labels must not be: long, unprintable, without the label's name. Empty if all is well.
std::string ugly_problem(const problems& found);

} // namespace signalbox::golden
