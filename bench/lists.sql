-- A hundred thousand deputies of common characters; nobody in them is anybody.
INSERT INTO region (code, name, level, parent_code, is_local)
  SELECT '3203' || lpad(n::text, 2, '0'), '县' || n, 'county', '3203', false FROM generate_series(2, :counties) n;
INSERT INTO station (region_code, name, tier, state, host_text, address, duty_words, leader_text, committee_text,
                     organs_text, note, sort_key)
  SELECT '3203' || lpad((n % :counties + 1)::text, 2, '0'), n || '号站', 'station', 'open', '', n || '号路', '', '', '',
         '', '', lpad(length(n::text)::text, 2, '0') || n || '号站' FROM generate_series(1, :stations) n;
INSERT INTO person (name, initials, phone, gender, ethnicity, birth, party, education, employer_text)
  SELECT substr('王李张刘陈杨黄赵吴周', n % 10 + 1, 1) || substr('建国文明志华秀英春丽', n / 10 % 10 + 1, 1)
           || substr('国平军杰磊芳敏静强涛', n / 100 % 10 + 1, 1),
         substr('wlzlcyhzwz', n % 10 + 1, 1) || substr('jgwmzhxycl', n / 10 % 10 + 1, 1)
           || substr('gpjlfmjqtt', n / 100 % 10 + 1, 1),
         '199' || lpad(n::text, 8, '0'), CASE n % 3 WHEN 0 THEN 'female' ELSE 'male' END, '', '1980-11', '', '',
         n % 700 || '厂' FROM generate_series(1, :deputies) n;
INSERT INTO deputy (person_id, region_code, speciality, phone_public, is_shown, note, sort_key)
  SELECT id, '3203' || lpad((id % :counties + 1)::text, 2, '0'), '纺织', false, true, '', initials || ' ' || name
  FROM person;
INSERT INTO mandate (deputy_id, level, congress_id, term_id, constituency, delegation, state)
  SELECT d.id, c.level, c.id, t.id, '', '', CASE WHEN d.id % 500 = 0 THEN 'suspended' ELSE 'serving' END
  FROM deputy d JOIN congress c ON (d.id % 5 = 0) = (c.level = 'prefectural') JOIN term t ON t.congress_id = c.id
  WHERE c.level IN ('prefectural', 'county');
INSERT INTO mandate (deputy_id, level, constituency, delegation, state)
  SELECT id, 'township', '', '', 'serving' FROM deputy WHERE id % 4 = 0;
INSERT INTO placement (deputy_id, station_id, begins)
  SELECT d.id, d.id % :stations + 1, DATE '2026-01-01' FROM deputy d WHERE d.id % 50 <> 0;
