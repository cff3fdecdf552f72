-- ORG-10: a withdrawal ends the approvals of all keys that replaced each other at one account.
grant select (replaces) on organizations.provider_credential to raum_api;
