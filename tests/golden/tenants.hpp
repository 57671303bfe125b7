// Two tenants on one proxy: a quiet one with fixed labels, and a hostile one with arbitrary labels.
#pragma once
#include "messages/problem.hpp"
#include "tests/golden/golden_case.hpp"

#include <string>

namespace signalbox::golden {

/// The quiet tenant alone.
scene quiet_tenant();

/// Both. The hostile one has the labels `port` and `hosts`, a secret `evil.cert`, and was created later.
scene with_hostile_tenant();

/// The hostile tenant's service in such a scene.
app_service& hostile_service(scene& all);

/// The first violation in the text of the scene: a directive that no label can cause, a byte that is not printable, a
/// change in the quiet tenant's part. Empty if there is none.
std::string harm_done(const std::string& text);

/// The first unacceptable problem text: long, unprintable, without the label's name. Empty if there is none.
std::string ugly_problem(const problems& found);

} // namespace signalbox::golden
