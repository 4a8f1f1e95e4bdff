# ruff: noqa: E501 - rows of official files are as long as they are.
"""Small files in the shapes of the publishers, for the tests: schools, awards, results, prices, accreditation."""

from datetime import date
from pathlib import Path

from lapel.reference.add import Told, add
from lapel.reference.store import Store

DAY = date(2026, 11, 22)

HD = """\
UNITID,INSTNM,IALIAS,ADDR,CITY,STABBR,ZIP,CHFNM,CHFTITLE,EIN,OPEID,WEBADDR,SECTOR,CONTROL,ACT,DEATHYR,CLOSEDAT,CBSA,LONGITUD,LATITUDE
100001,Alpha College,Old Alpha|ACC,1 Main St,Newark,NJ,07102-1234,Jo Public,Dean,111111111,00100100,www.alpha.example,4,1,A,-2,-2,35620,-74.1724,40.7357
100002,Beta Career Institute,,2 Main St,Trenton,NJ,08608,Sam Public,Head,222222222,00200200,www.beta.example,9,3,A,-2,-2,45940,-74.7429,40.2171
100003,Gamma School,,3 Main St,Chicago,IL,60601,Al Public,Head,333333333,00300300,-2,9,3,M,2024,07/30/2024,16980,-87.6298,41.8781
100004,Beta Career Institute,,4 Main St,Boston,MA,02108,Ed Public,Head,444444444,00400400,-2,6,2,A,-2,-2,14460,-71.0589,42.3601
"""
C_A = """\
UNITID,CIPCODE,MAJORNUM,AWLEVEL,XCTOTALT,CTOTALT,XCTOTALM,CTOTALM
100001,51.0801,1,2,R,40,R,2
100001,51.0801,2,2,R,9,R,0
100001,51.0801,1,3,R,0,R,0
100001,51.3801,1,3,R,70,R,9
100002,51.0801,1,21,R,12,R,1
100003,51.0801,1,20,R,5,R,0
100004,51.0801,1,7,R,3,R,0
100001,99,1,3,R,110,R,11
"""
C_YEARS = """\
YEAR,UNITID,CIPCODE,MAJORNUM,AWLEVEL,CTOTALT
2022,100001,51.0801,1,2,30
2023,100001,51.0801,1,2,35
2024,100001,51.0801,1,2,40
2022,100002,51.0801,1,2,20
2022,100009,51.0801,1,2,7
"""
SCORECARD = """\
UNITID,OPEID6,INSTNM,CONTROL,MAIN,CIPCODE,CIPDESC,CREDLEV,CREDDESC,IPEDSCOUNT1,IPEDSCOUNT2,EARN_MDN_1YR,EARN_MDN_4YR,DEBT_ALL_STGP_ANY_MDN
100001,001001,Alpha College,Public,1,5108,Allied Health,1,Certificate,40,35,30100,36200,PrivacySuppressed
100001,001001,Alpha College,Public,1,5108,Allied Health,2,Associate,0,0,PS,PS,PS
100002,002002,Beta Career Institute,"Private, for-profit",1,5108,Allied Health,1,Certificate,12,20,NULL,33333,9500
NULL,003003,Gamma School,"Private, for-profit",1,5108,Allied Health,1,Certificate,5,5,1,1,1
"""
SCORECARD_DERIVED = """\
unitid,opeid6,inst_name,state,control,cip_code,cip_desc,credential_level,credential_desc,completers_count,earnings_median_1yr,earnings_median_4yr,debt_median
100001,001001,Alpha College,NJ,Public,5108,Allied Health,1,Certificate,35.0,30100.0,36200.0,
"""
SCHOOLS_RAW = """\
UNITID,OPEID,INSTNM,CITY,STABBR,ZIP,INSTURL,LATITUDE,LONGITUDE,CURROPER,CONTROL,NPT4_PUB,NPT4_PRIV,C150_4,C150_L4,PCTPELL
100001,00100100,Alpha College,Newark,NJ,07102,www.alpha.example,40.7357,-74.1724,1,1,8000,NULL,NULL,0.41,0.5
100002,00200200,Beta Career Institute,Trenton,NJ,08608,www.beta.example,40.2171,-74.7429,0,3,NULL,21000,NULL,0.7,PrivacySuppressed
"""
ETPL_HEAD = (
    "providerid,officialname,cipcode,tuition,fees,booksmaterialscost,suppliestoolscost,othercosts,totalcost,prerequisites,"
    "degreeawardedname,industrycredentialname,description,totalclockhours,calendarlengthid,featuresdescription,contactname,"
    "programid,statusname,credentialtype,name,schoolidentificationnumber,street1,city,state,zip,website,email,nongovapproval,"
    "personalassist,eveningcourses,providerstatusname,standardized_name,standardized_name_1,mention_hybrid,mention_inperson,"
    "mention_remote"
)
ETPL = f"""\
{ETPL_HEAD}
7,"Medical ""Clinical"" Assistant",510801,4000,100,0,0,0,4100,None,Certificate of Completion,CCMA,"\"\"Vital signs, EKG
and an externship. Insurance billing.\"\"",360,6,,Jo Public,501,Approved,,"\"\"Beta Career Institute, Inc.\"\"",222222222001,2 Main,Trenton,NJ,8608,me@beta.example,me@beta.example,ABHES Accredited School,1,1,Approved,,,False,False,False
8,Online Medical Assistant,510801,0,0,0,0,0,0,,,,,0,7,,,502,Approved,,Delta Academy,555555555000,5 Main,Nowhere,NJ,07102,www.delta.example,,,2,2,Approved,,,True,False,False
8,Medical Assistant,510801,900,0,0,0,0,900,,Associate's Degree,,,100,8,,,503,Suspended,,Delta Academy,555555555000,5 Main,Nowhere,NJ,,,,,,,Approved,,,,,
9,Phlebotomy,511009,900,0,0,0,0,900,,,,,100,5,,,504,Approved,,Delta Academy,555555555000,5 Main,Nowhere,NJ,07102,,,,,,Approved,,,,,
"""
OUTCOMES = """\
providerid,cipcode,PerEmployed2,PerEmployed4,PerEmployed8,AvgQuarterlyWage2,AvgQuarterlyWage4,AvgQuarterlyWage8,PerRetention4,PerRetention8,NumCompleted2
7,510801,0.75,0.8,-99999,5000.5,-99999,-99999,0.9,-99999,24
8,510801,-99999,-99999,-99999,-99999,-99999,-99999,-99999,-99999,3
"""
GAZETTEER = (
    "GEOID\tALAND\tAWATER\tALAND_SQMI\tAWATER_SQMI\tINTPTLAT\tINTPTLONG                                      \n"
    "07102\t4\t0\t1.6\t0.0\t40.735659\t-74.173605                                      \n"
    "08608\t2\t0\t0.9\t0.0\t40.219900\t-74.765200                                      \n"
    "60601\t2\t0\t0.9\t0.0\t41.885310\t-87.622130                                      \n"
)
GAZETTEER_CSV = "GEOID,LAT,LONG,COUNTRY\n7102,40.735659,-74.173605,US\n"
ACCREDITED = """\
school,program,accreditor,from,until,unitid,opeid,city,state,as of,award
Alpha,Medical Assisting,CAAHEP,2012-05-01,,100001,,,,2026-11-01,certificate
"Beta Career Institute",Medical Assistant,ABHES,5/1/2015,12/31/2027,,,,NJ,,
Beta Career Institute,,caahep,2015,,,,,,,
Unknown School,Medical Assisting,CAAHEP,,,,,Salem,OR,,
Old Alpha,Medical Assisting,none,,,,,,NJ,,associate
Alpha College,Surgical Technology,CAAHEP,2010,,100001,,,,,
"""

FILES = {
    "hd2024.csv": "\ufeff" + HD,
    "c2024_a.csv": C_A,
    "c2022_2024_years.csv": C_YEARS,
    "Most-Recent-Cohorts-Field-of-Study_06102026.csv": SCORECARD,
    "Most-Recent-Cohorts-Institution_06102026.csv": SCHOOLS_RAW,
    "standardized_etpl_20221031.csv": ETPL,
    "outcomes_schcip_2020-12-31.csv": OUTCOMES,
    "2023_Gaz_zcta_national.txt": GAZETTEER,
}


def put(folder: Path, **files: str) -> list[Path]:
    """Write files, named by their stem and text; a name in which __ stands for a dot."""
    paths = []
    for name, text in files.items():
        path = folder / name.replace("__", ".")
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths


def added(folder: Path, files: dict[str, str]) -> tuple[Store, list[Told]]:
    """Add files to a fresh store."""
    source = folder / "files"
    source.mkdir(exist_ok=True)
    told = add(put(source, **files), folder / "data", on=DAY)
    return Store(folder / "data"), told


def filled(folder: Path) -> Store:
    """A store with everything that programs are looked up in."""
    store, told = added(folder, {**FILES, "accredited-2026-11-01.csv": ACCREDITED})
    wrong = [(one.file, one.outcome, one.why, [str(p) for p in one.problems]) for one in told if one.outcome != "added"]
    assert not wrong, wrong
    return store
