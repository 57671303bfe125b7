# shellcheck shell=bash
# Writes an image in the format of `docker load`, without an engine: equal files give equal bytes, so that the image's
# id changes only with its content.

readonly epoch=${SOURCE_DATE_EPOCH:-0}

# plain_tar DIR OUT: sorted, owned by root, with a constant date, so that owners and times of the files have no effect.
plain_tar() {
  tar --create --file "$2" --directory "$1" --format=gnu --sort=name --mtime="@$epoch" \
    --owner=0 --group=0 --numeric-owner .
}

digest_of() { sha256sum "$1" | cut -d' ' -f1; }

# image_config LAYER_DIGEST CONTAINER_CONFIG: the image's description in the engine's format.
image_config() {
  jq -cn --arg layer "sha256:$1" --argjson config "$2" --arg created "$(date -u -d "@$epoch" +%FT%TZ)" \
    --arg architecture "$(dpkg --print-architecture)" '{
      architecture: $architecture, os: "linux", created: $created, config: $config,
      rootfs: {type: "layers", diff_ids: [$layer]},
      history: [{created: $created, created_by: "deploy/images.sh"}]
    }'
}

# write_archive OUT ROOT TAG CONTAINER_CONFIG [TAG CONTAINER_CONFIG]…: one layer, and an image for each tag. Prints the
# id of each.
write_archive() {
  local out=$1 root=$2 parts layer id manifest='[]'
  shift 2
  parts=$(mktemp -d "$root.parts.XXXX")
  plain_tar "$root" "$parts/layer.tar"
  layer=$(digest_of "$parts/layer.tar")
  mv "$parts/layer.tar" "$parts/$layer.tar"
  while (($#)); do
    image_config "$layer" "$2" >"$parts/config.json"
    id=$(digest_of "$parts/config.json")
    mv "$parts/config.json" "$parts/$id.json"
    manifest=$(jq -c --arg tag "$1" --arg config "$id.json" --arg layer "$layer.tar" \
      '. + [{Config: $config, RepoTags: [$tag], Layers: [$layer]}]' <<<"$manifest")
    printf 'sha256:%s\n' "$id"
    shift 2
  done
  echo "$manifest" >"$parts/manifest.json"
  plain_tar "$parts" "$out.part"
  mv "$out.part" "$out"
  rm -rf "$parts"
}
