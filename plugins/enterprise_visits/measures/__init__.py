"""The library of policy measures: what applies where and until when, and at which visits it was explained."""
